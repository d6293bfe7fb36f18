"""The images: one for each service, which holds shared/ and that service alone, and one that sets a system up."""
