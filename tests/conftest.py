"""What holds for every test: examples of hypothesis are the same each time, and a slow machine is no failure.

`make test-all` asks for the profile `explore`, whose examples are new each time; `make test` stays as it is from run to
run.
"""

from hypothesis import HealthCheck, settings

SLOW_MACHINES = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("same_everywhere", derandomize=True, deadline=None, suppress_health_check=SLOW_MACHINES)
settings.register_profile(
    "explore", derandomize=False, deadline=None, suppress_health_check=SLOW_MACHINES, print_blob=True, database=None
)
settings.load_profile("same_everywhere")
