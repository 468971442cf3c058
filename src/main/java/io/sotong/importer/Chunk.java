package io.sotong.importer;

import io.sotong.importer.Line.Numbered;
import java.util.ArrayList;
import java.util.List;

/**
 * Some lines on end, sorted by what they are: within a chunk, people come before what names them,
 * and channels before what is said in them.
 */
final class Chunk {
  final List<Numbered<Line.User>> users = new ArrayList<>();
  final List<Numbered<Line.Friendship>> friendships = new ArrayList<>();
  final List<Numbered<Line.NewChannel>> channels = new ArrayList<>();
  final List<Numbered<Line.Membership>> memberships = new ArrayList<>();
  final List<Numbered<Line.Text>> texts = new ArrayList<>();

  void add(long number, Line line) {
    if (line instanceof Line.User user) {
      users.add(new Numbered<>(number, user));
    } else if (line instanceof Line.Friendship friendship) {
      friendships.add(new Numbered<>(number, friendship));
    } else if (line instanceof Line.NewChannel channel) {
      channels.add(new Numbered<>(number, channel));
    } else if (line instanceof Line.Membership membership) {
      memberships.add(new Numbered<>(number, membership));
    } else if (line instanceof Line.Text text) {
      texts.add(new Numbered<>(number, text));
    }
  }
}
