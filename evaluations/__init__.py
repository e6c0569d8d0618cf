"""The product, as a flow. Gerunds are stages, nouns are structure:

importing -> running and scanning -> pairing -> assigning -> presenting -> rating -> reporting

Stages hand over through rows and never call each other.
"""
