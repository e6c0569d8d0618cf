"""WHO: people, their roles, how they get in."""

from reviewers.models.invitation import Invitation as Invitation
from reviewers.models.reviewer import Reviewer as Reviewer
from reviewers.models.sign_in_link import SignInLink as SignInLink
from reviewers.models.user import Role as Role
from reviewers.models.user import User as User
