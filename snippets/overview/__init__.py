"""What TensorFlow is: layers, devices, ecosystem, distribution."""
