package io.sotong.store.lucene;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.search.Place;
import io.sotong.search.SearchIndex.Entry;
import io.sotong.search.SearchIndex.Wanted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * What stands in the index: a document for each message, and one for each channel that says up to
 * where it is in. The first are kept newest first, so that a search ends when it has its page.
 */
final class Fields {
  private static final String AT = "at";
  private static final String CHANNEL = "channel";
  private static final String SEQ = "seq";
  private static final String SENDER = "sender";
  private static final String MENTION = "mention";
  private static final String TERM = "term";
  private static final String PROGRESS = "progress";

  /** Up to which seq; of a channel's own document. */
  static final String UP_TO = "upTo";

  /** Newest first. */
  static final Sort ORDER =
      new Sort(
          new SortField(AT, SortField.Type.LONG, true),
          new SortField(CHANNEL, SortField.Type.STRING, true),
          new SortField(SEQ, SortField.Type.LONG, true));

  private Fields() {}

  static Document message(Entry entry) {
    Document document = new Document();
    Place place = entry.place();
    document.add(new NumericDocValuesField(AT, place.sentAtMs()));
    document.add(new LongPoint(AT, place.sentAtMs()));
    document.add(new SortedDocValuesField(CHANNEL, new BytesRef(place.channel().value())));
    document.add(new StringField(CHANNEL, place.channel().value(), Field.Store.NO));
    document.add(new NumericDocValuesField(SEQ, place.seq()));
    document.add(new StringField(SENDER, entry.sender().value(), Field.Store.NO));
    for (UserId user : entry.mentions()) {
      document.add(new StringField(MENTION, user.value(), Field.Store.NO));
    }
    for (String term : entry.terms()) {
      document.add(new StringField(TERM, term, Field.Store.NO));
    }
    return document;
  }

  static Document progress(ChannelId channel, long upTo) {
    Document document = new Document();
    document.add(new StringField(PROGRESS, channel.value(), Field.Store.NO));
    document.add(new NumericDocValuesField(UP_TO, upTo));
    return document;
  }

  static Term progress(ChannelId channel) {
    return new Term(PROGRESS, channel.value());
  }

  static Term channel(ChannelId channel) {
    return new Term(CHANNEL, channel.value());
  }

  static Term sender(UserId user) {
    return new Term(SENDER, user.value());
  }

  static Query query(Wanted wanted) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    query.add(in(CHANNEL, wanted.channels().stream().map(ChannelId::value).toList()), Occur.FILTER);
    for (Set<String> terms : wanted.terms()) {
      query.add(in(TERM, terms), Occur.FILTER);
    }
    wanted.sender().ifPresent(user -> query.add(new TermQuery(sender(user)), Occur.FILTER));
    wanted
        .mentioned()
        .ifPresent(user -> query.add(new TermQuery(new Term(MENTION, user.value())), Occur.FILTER));
    if (wanted.fromMs() > 0 || wanted.toMs() < Long.MAX_VALUE) {
      query.add(
          LongPoint.newRangeQuery(AT, wanted.fromMs(), Math.addExact(wanted.toMs(), -1)),
          Occur.FILTER);
    }
    return query.build();
  }

  private static Query in(String field, Collection<String> values) {
    if (values.size() == 1) {
      return new TermQuery(new Term(field, values.iterator().next()));
    }
    List<BytesRef> terms = new ArrayList<>(values.size());
    values.forEach(value -> terms.add(new BytesRef(value)));
    return new TermInSetQuery(field, terms);
  }

  static FieldDoc below(Place place) {
    return new FieldDoc(
        Integer.MAX_VALUE,
        Float.NaN,
        new Object[] {place.sentAtMs(), new BytesRef(place.channel().value()), place.seq()});
  }

  static Place place(FieldDoc found) {
    return new Place(
        (Long) found.fields[0],
        new ChannelId(((BytesRef) found.fields[1]).utf8ToString()),
        (Long) found.fields[2]);
  }
}
