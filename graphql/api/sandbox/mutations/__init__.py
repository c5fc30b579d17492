"""What a sandbox alone takes. One file each."""

from api.base.mutations import Mutation
from api.sandbox.mutations.reset_sandbox import ResetSandbox

SANDBOX_MUTATIONS: tuple[type[Mutation], ...] = (ResetSandbox,)
