# Cassandra as Sotong asks for it: a write is answered when it is synced, and Paxos of the second version.
FROM cassandra:5.0
RUN sed -i -E '/^(commitlog_sync|commitlog_sync_period|commitlog_sync_group_window|paxos_variant):/d' /etc/cassandra/cassandra.yaml \
  && printf 'commitlog_sync: group\ncommitlog_sync_group_window: 5ms\npaxos_variant: v2\n' >> /etc/cassandra/cassandra.yaml
