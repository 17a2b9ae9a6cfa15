"""What may be changed: one module a kind of person who changes it."""

import strawberry

from schema.mutations.authors import AuthorMutations
from schema.mutations.batches import BatchMutations
from schema.mutations.claims import ClaimMutations
from schema.mutations.commenters import CommenterMutations
from schema.mutations.flags import FlagMutations
from schema.mutations.moderators import ModeratorMutations
from schema.mutations.policy import PolicyMutations
from schema.mutations.readers import ReaderMutations


@strawberry.type(description="What may be changed. A payload's errors say what a person can put right.")
class Mutation(
    ReaderMutations,
    AuthorMutations,
    FlagMutations,
    ModeratorMutations,
    BatchMutations,
    ClaimMutations,
    CommenterMutations,
    PolicyMutations,
):
    pass
