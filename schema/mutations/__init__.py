"""What may be changed: one module a kind of person who changes it."""

import strawberry

from schema.mutations.batches import BatchMutations
from schema.mutations.claims import ClaimMutations
from schema.mutations.moderators import ModeratorMutations
from schema.mutations.policy import PolicyMutations
from schema.mutations.readers import ReaderMutations


@strawberry.type(description="What may be changed. A payload's errors say what a person can put right.")
class Mutation(ReaderMutations, ModeratorMutations, BatchMutations, ClaimMutations, PolicyMutations):
    pass
