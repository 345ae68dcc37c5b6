"""Webhooks: signing what is sent, sending it through the address guard, and trying again until it has arrived."""
