import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's embedded engine with its outbox event router, and a Kafka producer in the same JVM: no bridge to Python,
 * no conversion to JSON, the next batch sent while the last is under way.
 *
 * <p>Arguments: the engine's properties, the producer's properties, the file that acknowledgements are told in.
 */
public final class Relay implements ChangeConsumer<ChangeEvent<SourceRecord, SourceRecord>> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaProducer<byte[], byte[]> producer;
    private final FileOutputStream acks;
    private volatile long handedOver = 0;
    private long acknowledged = 0;
    private List<ChangeEvent<SourceRecord, SourceRecord>> before = List.of();
    private List<Future<RecordMetadata>> underWay = List.of();

    private Relay(Properties settings, String file) throws IOException {
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        acks = new FileOutputStream(file, true);
    }

    public static void main(String[] words) throws IOException {
        Relay relay = new Relay(read(words[1]), words[2]);
        try (DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine =
                DebeziumEngine.create(Connect.class).using(read(words[0])).notifying(relay)
                        .using((success, message, error) -> {
                            System.err.println("engine ended: " + message);
                            if (error != null) {
                                error.printStackTrace();
                            }
                        }).build()) {
            engine.run();
        }
    }

    private static Properties read(String file) throws IOException {
        Properties properties = new Properties();
        try (FileReader reader = new FileReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<SourceRecord, SourceRecord>> batch,
            RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
        for (ChangeEvent<SourceRecord, SourceRecord> event : batch) {
            if (event.value() != null && event.value().value() != null) {
                handedOver++;
                sent.add(producer.send(record(event.value()), (place, failure) -> acknowledge(failure)));
            }
        }
        finish(committer);
        before = batch;
        underWay = sent;
    }

    /** Commit the batch before, once the broker has all of it. */
    private void finish(RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        for (Future<RecordMetadata> each : underWay) {
            try {
                each.get();
            } catch (ExecutionException failure) {
                throw new IllegalStateException(failure.getCause());
            }
        }
        for (ChangeEvent<SourceRecord, SourceRecord> event : before) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private ProducerRecord<byte[], byte[]> record(SourceRecord source) {
        byte[] key = source.key().toString().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(source.topic(), key, bytes(source.value()));
        try {
            String text = source.headers().lastWithName("headers").value().toString();
            for (JsonNode pair : JSON.readTree(text)) {
                record.headers().add(pair.get(0).asText(), pair.get(1).asText().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return record;
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] array) {
            return array;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] array = new byte[buffer.remaining()];
            buffer.duplicate().get(array);
            return array;
        }
        throw new IllegalArgumentException("not bytes: " + (value instanceof Struct s ? s.schema() : value.getClass()));
    }

    /** Called by the producer's one thread. */
    private void acknowledge(Exception failure) {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        acknowledged++;
        if (acknowledged == handedOver || acknowledged % 1000 == 0) {
            try {
                acks.write((System.nanoTime() + " " + acknowledged + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }
}
