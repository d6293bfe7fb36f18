"""What every service stands on: the event contracts and the toolkit that carries them."""
