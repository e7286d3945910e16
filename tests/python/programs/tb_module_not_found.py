"""A package that is not installed."""
import tensorflw as tf
