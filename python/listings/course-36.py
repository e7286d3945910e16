# Tensors.
import numpy as np
import tensorflow as tf

a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
print(a, a.shape, a.dtype)
print(a + 1, a * a, a @ a)
print(tf.reduce_sum(a).numpy(), tf.reduce_mean(a, axis=0), tf.argmax(a, axis=1))
print(tf.reshape(tf.range(6), [2, 3]), tf.transpose(a), tf.concat([a, a], axis=0).shape)
print(tf.cast(a, tf.int32), tf.one_hot([0, 2], 3), tf.nn.softmax([1.0, 2.0, 3.0]))
v = tf.Variable([1.0, 2.0])
v.assign_add([0.5, 0.5])
print(v.numpy(), np.array(a).sum(), tf.where(a > 2, a, 0))
