"""Notifications: everybody concerned is told.

It owns the messages, each reader's inbox, the mails on their way, and the trail of all that was announced. It listens
to every service, knows readers from assignments and contacts, and announces who was told and who could not be.
"""
