# Feed data in batches: tf.data.
import tensorflow as tf

numbers = tf.data.Dataset.range(10)
print(list(numbers.map(lambda n: n * n).filter(lambda n: n % 2 == 0).as_numpy_iterator()))
for batch in numbers.batch(4):
    print(batch)
pairs = tf.data.Dataset.from_tensor_slices(([1.0, 2.0, 3.0], [0, 1, 1]))
for value, label in pairs.map(lambda value, label: (value / 3, label)):
    print(f"{value.numpy():.3f} {label.numpy()}")
print(pairs.repeat(2).batch(2, drop_remainder=True).cardinality().numpy(), pairs.element_spec)
