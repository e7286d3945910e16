import sys

import tensorflow as tf

for v in (2.236068, 0.1, 1 / 3, 1e10, 1e-7, 123456.789, 0.5, 3.0, float("nan"), 1e20, 16777216.0, -0.7310586):
    print(repr(tf.constant(v)), repr(tf.constant(v, tf.float64)), tf.constant(v))
    tf.print(v, tf.constant(v), tf.constant([v, v]), output_stream=sys.stdout)
tf.print(tf.constant([[1.5, 2], [3, 4]]), tf.range(20), tf.constant("abc"), tf.constant(["a"]), tf.constant(True),
         [tf.constant(1), 2], {"a": tf.constant(2.0)}, None, "z", output_stream=sys.stdout)
tf.print(tf.zeros([2, 2, 2]), tf.reshape(tf.range(100), [10, 10]), summarize=-1, output_stream=sys.stdout)
tf.print(tf.zeros([0]), tf.constant([1, 2]), sep=" | ", output_stream=sys.stdout)
