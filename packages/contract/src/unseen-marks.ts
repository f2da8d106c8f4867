/**
 * What nobody sees, or what makes a text read as another: marks of the reading direction, separators of lines, and characters drawn as
 * nothing. Joiners and variants of a sign are meant behind a picture or a letter of most scripts, but not behind Latin, Greek or Cyrillic
 * ones. Pages have the same rule: they take nothing from here.
 */
export const unseenMarks =
	/(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<![^\p{ASCII}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])(?:\u200c|\u200d|[\ufe00-\ufe0f](?!\u20e3))/gu;
