"""How Gerai runs: locally embedded, in containers, on Kubernetes, and how it is watched."""
