"""TF functions: from Python code to graphs."""
