"""The facts that services announce to each other, one module per publishing service."""
