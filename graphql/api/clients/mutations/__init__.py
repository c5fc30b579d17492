"""Writes about clients. One file each."""

from api.base.mutations import Mutation
from api.clients.mutations.end_client import EndClient
from api.clients.mutations.register_client import RegisterClient
from api.clients.mutations.rotate_client_secret import RotateClientSecret

CLIENT_MUTATIONS: tuple[type[Mutation], ...] = (RegisterClient, RotateClientSecret, EndClient)
