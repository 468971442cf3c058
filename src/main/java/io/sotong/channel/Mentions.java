package io.sotong.channel;

import io.sotong.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is mentioned in a body. Pure. */
public final class Mentions {
  /** A name that an {@code @} begins, where no letter or digit stands before the {@code @}. */
  private static final Pattern NAME = Pattern.compile("(?<![\\p{L}\\p{N}_.@])@([a-z0-9_.]{3,32})");

  private Mentions() {}

  /**
   * The members whose {@code @username} stands in {@code body}, each once, in order of appearance.
   */
  public static List<UserId> in(String body, Map<UserId, String> usernames) {
    if (body.indexOf('@') < 0) {
      return List.of();
    }
    Map<String, UserId> members = new HashMap<>();
    usernames.forEach((user, name) -> members.put(name, user));
    Set<UserId> mentioned = new LinkedHashSet<>();
    Matcher names = NAME.matcher(body);
    while (names.find()) {
      String name = names.group(1);
      UserId user = members.get(name);
      while (user == null && name.endsWith(".")) { // a full stop after a name is none of it
        name = name.substring(0, name.length() - 1);
        user = members.get(name);
      }
      if (user != null) {
        mentioned.add(user);
      }
    }
    return new ArrayList<>(mentioned);
  }
}
