"""What every test may ask for."""

from tests.personas import admin as admin
from tests.personas import analyst as analyst
from tests.personas import other_reviewer as other_reviewer
from tests.personas import outsider as outsider
from tests.personas import reviewer as reviewer
from tests.services import django_db_modify_db_settings as django_db_modify_db_settings
