import numpy as np
import tensorflow as tf

x = np.arange(10, dtype="float32")
y = (x > 4).astype("int32")
dataset = tf.data.Dataset.from_tensor_slices((x, y))
print(dataset)
print(dataset.element_spec, len(dataset), dataset.cardinality())
for a, b in dataset.take(2):
    print(a, b)
batches = dataset.batch(4)
print(batches, len(batches), len(dataset.batch(4, drop_remainder=True)))
for a, b in batches:
    print(a.numpy(), b.shape, b.dtype)
mapped = dataset.map(lambda a, b: (a * 2, b), num_parallel_calls=tf.data.AUTOTUNE).batch(5).prefetch(tf.data.AUTOTUNE)
print(mapped.element_spec)
print([tuple(part.tolist() for part in pair) for pair in mapped.as_numpy_iterator()])
print(list(tf.data.Dataset.range(5).as_numpy_iterator()), list(tf.data.Dataset.range(2, 9, 3).as_numpy_iterator()))
numbers = tf.data.Dataset.range(7)
print(list(numbers.filter(lambda n: n % 2 == 0).as_numpy_iterator()))
print(list(numbers.skip(3).repeat(2).as_numpy_iterator()))
print(sorted(numbers.shuffle(7).as_numpy_iterator()), len(numbers.shuffle(3)))
print(list(numbers.concatenate(tf.data.Dataset.range(2)).as_numpy_iterator()))
for index, value in numbers.take(2).enumerate(start=5):
    print(index.numpy(), value)
print([(int(a), int(b)) for a, b in tf.data.Dataset.zip((numbers, numbers.map(lambda n: n * n)))])
print(list(numbers.batch(3).unbatch().as_numpy_iterator()))
named = tf.data.Dataset.from_tensor_slices({"a": [1, 2], "b": [[1.0, 2.0], [3.0, 4.0]]})
for element in named:
    print(element["a"], element["b"])
print(named.element_spec)


def squares():
    for n in range(4):
        yield n, [n * n, 1.0]


made = tf.data.Dataset.from_generator(
    squares, output_signature=(tf.TensorSpec(shape=(), dtype=tf.int32), tf.TensorSpec(shape=(2,), dtype=tf.float32)))
for n, pair in made.batch(3):
    print(n, pair)
try:
    len(made)
except TypeError as error:
    print(error)
print(made.cardinality().numpy(), numbers.repeat().cardinality().numpy(), numbers.cache().cardinality().numpy())
windows = tf.data.Dataset.range(8).window(4, shift=2, drop_remainder=True).flat_map(lambda part: part.batch(4))
print([row.tolist() for row in windows.as_numpy_iterator()])
print(numbers.reduce(np.int64(0), lambda total, n: total + n))
ragged = tf.data.Dataset.from_generator(lambda: ([1] * n for n in (1, 3, 2)),
                                        output_signature=tf.TensorSpec(shape=(None,), dtype=tf.int32))
print(next(iter(ragged.padded_batch(3))))
texts = tf.data.Dataset.from_tensor_slices(["one", "two"])
for text in texts:
    print(text, text.numpy().decode())
print(next(iter(numbers)).dtype, next(numbers.as_numpy_iterator()))
