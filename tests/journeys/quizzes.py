"""How does a learner of the journeys answer a quiz? By the right answers of the ready curriculum."""


def answer_quiz(visitor, look):
    raise NotImplementedError
