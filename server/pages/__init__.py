"""Pages for readers and moderators: ordinary clients of the GraphQL contract, without a build step.

What readers see is rendered here from a planned query; what they do with it, and the moderator's console, are ES
modules (`static/`) that speak with `/graphql` like any other client.
"""
