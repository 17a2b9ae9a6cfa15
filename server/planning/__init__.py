"""Selection -> one SQL statement -> JSON. Knows the models, not GraphQL.

A plan is one SELECT with a column for each root field; the database builds the JSON as text (server.planning.
json_text says how), and the text goes out as it comes. The mapping of each type stands in content, comments,
moderation, people and site; what they are built of in rows, connections and locales.
"""
