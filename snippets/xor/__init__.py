"""The XOR laboratory and the lecture around it."""
