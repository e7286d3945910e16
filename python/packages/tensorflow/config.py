"""`tf.config`: the engine computes on the CPU here."""

import collections

PhysicalDevice = collections.namedtuple("PhysicalDevice", "name device_type")


def list_physical_devices(device_type=None):
    return [PhysicalDevice("/physical_device:CPU:0", "CPU")] if device_type in (None, "CPU") else []


list_logical_devices = list_physical_devices


def run_functions_eagerly(run_eagerly):
    """Nothing changes: everything runs at once."""


class experimental:
    list_physical_devices = staticmethod(list_physical_devices)

    @staticmethod
    def set_memory_growth(device, enable):
        pass
