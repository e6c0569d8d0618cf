"""What every test may ask for."""

from hypothesis import settings

from tests.personas import admin as admin
from tests.personas import analyst as analyst
from tests.personas import other_reviewer as other_reviewer
from tests.personas import outsider as outsider
from tests.personas import reviewer as reviewer
from tests.services import django_db_modify_db_settings as django_db_modify_db_settings

# A deadline measures the machine, not the code: on a busy one it fails what is right.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
