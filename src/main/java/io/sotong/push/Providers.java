package io.sotong.push;

import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Browser;
import io.sotong.push.Subscription.Service;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All providers, each for the devices that are its own. */
public final class Providers implements Provider<Subscription> {
  private final Provider<Browser> browsers;
  private final Map<Service, Provider<App>> apps;

  /**
   * Puts them together.
   *
   * @param apps those for which there are credentials; the devices of others keep their
   *     registrations and are not woken
   */
  public Providers(Provider<Browser> browsers, Map<Service, Provider<App>> apps) {
    this.browsers = browsers;
    this.apps = Map.copyOf(apps);
  }

  @Override
  public Future<Outcome> push(Subscription to, Notification notification) {
    if (to instanceof Browser browser) {
      return browsers.push(browser, notification);
    }
    App app = (App) to;
    return Optional.ofNullable(apps.get(app.service()))
        .map(provider -> provider.push(app, notification))
        .orElse(Future.succeededFuture(Outcome.REFUSED));
  }

  @Override
  public Future<Void> close() {
    List<Future<Void>> closed = new ArrayList<>(List.of(browsers.close()));
    apps.values().forEach(provider -> closed.add(provider.close()));
    return Future.join(closed).mapEmpty();
  }
}
