"""What Stagefold publishes, folded to what is true now, as JSON on standard output.

Reads lead-stays, sla-breaches and funnel-metrics from their beginning to their end as it is now. Values are decoded into
the schemas that this program was written for, whichever version wrote them: see docs/topics.
"""

import argparse
import datetime
import json
import os
import pathlib
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

SCHEMAS = pathlib.Path(__file__).resolve().parents[3] / "schemas"
# By topic: its record, and the field by which a newer one replaces an older one. None: the key does.
TOPICS = {
    "lead-stays": ("LeadStageStay", None),
    "sla-breaches": ("SlaBreachEvent", "clockId"),
    "funnel-metrics": ("FunnelMetric", None),
}
TIMEOUT_S = 30


def main():
    options = read_options()
    consumer = Consumer(
        {
            "bootstrap.servers": options.brokers,
            # Needed by the client; nothing is committed, so no group comes to be.
            "group.id": "stagefold-example",
            "enable.auto.commit": False,
            # With read_uncommitted, what a failed commit took back would be read as well.
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            **properties_of(options.properties),
        }
    )
    try:
        folded = read_to_end(consumer, deserializers_of(options))
    finally:
        consumer.close()
    json.dump(folded, sys.stdout, default=text_of, ensure_ascii=False, indent=2, sort_keys=True)
    print()


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brokers", default=os.environ.get("KAFKA_BROKERS"), help="default: KAFKA_BROKERS")
    parser.add_argument(
        "--registry",
        default=os.environ.get("SCHEMA_REGISTRY_URL"),
        help="with its path, such as /apis/ccompat/v7; default: SCHEMA_REGISTRY_URL",
    )
    parser.add_argument("--properties", help="a file of librdkafka's properties, a name=value each line: TLS, SASL, ...")
    parser.add_argument("--schemas", default=SCHEMAS, type=pathlib.Path, help="the folder of the .avsc files")
    options = parser.parse_args()
    if not options.brokers or not options.registry:
        parser.error("--brokers and --registry are needed")
    return options


def properties_of(file):
    if file is None:
        return {}
    lines = pathlib.Path(file).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def deserializers_of(options):
    """By topic, what decodes its values into our schema of them."""
    registry = {"url": options.registry}
    user = os.environ.get("SCHEMA_REGISTRY_USERNAME")
    if user:
        registry["basic.auth.user.info"] = f"{user}:{os.environ['SCHEMA_REGISTRY_PASSWORD']}"
    client = SchemaRegistryClient(registry)
    return {
        topic: AvroDeserializer(client, (options.schemas / f"{record}.avsc").read_text(encoding="utf-8"))
        for topic, (record, _) in TOPICS.items()
    }


def read_to_end(consumer, deserializers):
    """By topic, the newest record of each id."""
    known = consumer.list_topics(timeout=TIMEOUT_S).topics
    missing = [topic for topic in TOPICS if topic not in known or known[topic].error is not None]
    if missing:
        sys.exit(f"not among the brokers' topics: {', '.join(missing)}")
    partitions = [TopicPartition(topic, n, OFFSET_BEGINNING) for topic in TOPICS for n in known[topic].partitions]
    consumer.assign(partitions)
    unread = {(one.topic, one.partition) for one in partitions}
    folded = {topic: {} for topic in TOPICS}
    while unread:
        message = consumer.poll(TIMEOUT_S)
        if message is None:
            sys.exit(f"the brokers have not answered for {TIMEOUT_S} s")
        error = message.error()
        if error is None:
            fold(folded[message.topic()], message, deserializers[message.topic()])
        elif error.code() == KafkaError._PARTITION_EOF:
            unread.discard((message.topic(), message.partition()))
        else:
            raise KafkaException(error)
    return folded


def fold(rows, message, deserialize):
    """Upsert, or delete on a null value. A partition is read in order, so the last record of an id is the newest."""
    topic, key = message.topic(), message.key().decode("utf-8")
    _, field = TOPICS[topic]
    if message.value() is None:
        rows.pop(key, None)
        return
    record = deserialize(message.value(), SerializationContext(topic, MessageField.VALUE))
    rows[key if field is None else record[field]] = record


def text_of(value):
    """Instants and dates as ISO 8601, as in NDJSON files."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no JSON is known for a {type(value).__name__}")


if __name__ == "__main__":
    main()
