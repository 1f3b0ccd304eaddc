"""What is written in a file of questions in Moodle's GIFT format, and how is such a file written? Pure.

Only questions that the training can ask are read: single and multiple choice, true or false, matching, short answer.
A line break inside a text is a space, `\\n` is a line break. `[html]` texts lose their tags; nothing keeps HTML.
"""

from training.gift.questions import BLANK, GiftAnswer, GiftError, GiftQuestion, GiftResult, Kind
from training.gift.reading import parse_gift
from training.gift.writing import write_gift

__all__ = ["BLANK", "GiftAnswer", "GiftError", "GiftQuestion", "GiftResult", "Kind", "parse_gift", "write_gift"]
