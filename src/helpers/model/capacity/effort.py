"""How hard the computations of queues try: block sizes and tails that are left out; nothing about the province."""

#: Values worked on at once, so that the arrays of one block stay in the cache of a core.
BLOCK = 16_384
#: Steps of a recurrence in which a rounded reciprocal may be used in place of a division.
SHORT = 64
#: Standard deviations below the mean from which a Poisson tail is left out: exp(-9^2 / 2) < 3e-18.
TAIL_SD = 9.0
#: Steps of a recurrence between two looks at whether every value has already left the range of a double.
STEPS_BETWEEN_LOOKS = 64
#: Probability that may be lost where the states of a queue are cut off.
LOST = 1e-9
#: Jumps beyond the mean that uniformisation adds for short slots, where the normal tail does not hold.
MORE_JUMPS = 30
#: States by which the first try exceeds the counters and the backlog of the mean flow.
MORE_STATES = 40
#: Points solved at once in the transient solution.
BATCH = 128
