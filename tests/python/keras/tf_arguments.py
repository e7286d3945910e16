"""Arguments of functions that are seldom given."""

import tensorflow as tf

x = tf.constant([[1, 2, 3], [4, 5, 6]])
u = tf.constant([1, 0, 255], tf.uint8)


def show(function):
    try:
        made = function()
    except ValueError as error:
        print(error)
        return
    except tf.errors.InvalidArgumentError as error:
        print(type(error).__name__)
        return
    print([part.numpy().tolist() for part in made] if isinstance(made, tuple) else made.numpy().tolist()
          if hasattr(made, "numpy") else made)


for function in (
    lambda: tf.cumsum(x, axis=1, exclusive=True),
    lambda: tf.cumsum(x, axis=1, reverse=True),
    lambda: tf.cumsum(x, axis=0, exclusive=True, reverse=True),
    lambda: tf.math.bincount([1, 1, 2, 5], weights=[1., 2., 0.5, 1.]),
    lambda: tf.math.bincount([1, 1, 2, 5], maxlength=3),
    lambda: tf.math.confusion_matrix([0, 1, 1], [0, 1, 0], weights=[1, 2, 3]),
    lambda: tf.boolean_mask(x, [True, False, True], axis=1),
    lambda: tf.boolean_mask(x, [True, False]),
    lambda: tf.eye(2, batch_shape=[2]).shape,
    lambda: tf.argsort(u, direction="DESCENDING"),
    lambda: tf.sort(u, direction="DESCENDING"),
    lambda: tf.math.top_k(u, 2),
    lambda: tf.math.top_k([1., 2.], 5),
    lambda: tf.sort(x, direction="UP"),
    lambda: tf.unique([1, 1, 2], out_idx=tf.int64)[1].dtype,
    lambda: tf.nn.gelu([0.5, -1.0]),
    lambda: tf.math.erf([0.5, -1.0]),
    lambda: tf.linspace(0., 1., 3),
    lambda: tf.linspace([0., 1.], [1., 3.], 3, axis=1),
    lambda: len(tf.data.Dataset.range(5).shard(2, 1)),
    lambda: tf.reshape(x, (4,)),
    lambda: tf.transpose(x, [1, 0]),
    lambda: tf.reduce_sum(x, [0, 1]),
    lambda: tf.reduce_max(x, axis=tf.constant(1)),
):
    show(function)
numbers = tf.data.Dataset.range(5)
print([element.numpy() for element in numbers.skip(-1)], [element.numpy() for element in numbers.skip(3)])
print([[int(part) for part in pair] for pair in tf.data.Dataset.zip(datasets=(numbers, numbers.skip(2)))])
pairs = tf.data.Dataset.from_generator(lambda: iter([([1, 2], 1), ([1], 2), ([1, 2, 3], 3)]), output_signature=(
    tf.TensorSpec((None,), tf.int32), tf.TensorSpec((), tf.int32)))
for left, right in pairs.padded_batch(2, padded_shapes=([None], [])):
    print(left.numpy().tolist(), right.numpy().tolist())
