package io.sotong.launch;

import io.sotong.bus.Bus;
import io.sotong.config.Settings;
import io.sotong.search.Finder;
import io.sotong.search.SearchIndex;
import io.sotong.search.SearchVerticle;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlUsers;
import io.vertx.core.Vertx;

/** Search, wired: what the API offers of it, and the kind {@code search}. */
record SearchRoom(Vertx vertx, Stores stores, Settings settings, SearchIndex index) {

  Finder finder() {
    return new Finder(
        vertx, index, new SqlChannels(stores.sql()), new SqlUsers(stores.sql()), stores.log());
  }

  /** The one instance of the kind. */
  SearchVerticle verticle(Bus bus) {
    return new SearchVerticle(
        bus, new SqlChannels(stores.sql()), stores.log(), index, settings.search().sweepMs());
  }
}
