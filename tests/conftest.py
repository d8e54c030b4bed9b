"""What holds for every test: examples of hypothesis are the same each time, and a slow machine is no failure."""

from hypothesis import HealthCheck, settings

settings.register_profile("same_everywhere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("same_everywhere")
