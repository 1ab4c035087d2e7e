package io.transcoder.sandbox.mam;

import io.transcoder.sandbox.Ffmpeg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Listens to a file: which sines are in which channel, so that a mix or a swap of tracks can be told. */
public final class Tones {
    private static final int SAMPLE_RATE = 48_000;
    private static final int STEP = 10;
    private static final int LOWEST = 50;
    private static final int HIGHEST = 2_000;
    /** A tone 30 dB below the strongest one is still reported, so that a track mixed in by mistake is. */
    private static final double AUDIBLE = Math.pow(10, -30 / 20.0);
    /** About -60 dB of full scale; below it is silence. */
    private static final double SILENCE = 0.001;

    private final Ffmpeg ffmpeg;

    public Tones(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * The sines in one channel, from 50 to 2000 Hz in steps of 10 Hz, in rising order, judged from one second in the
     * middle (or all of a shorter file).
     *
     * @param track the audio stream of the file, from 0
     * @param channel the channel of that stream, from 0
     * @return frequencies in Hz; empty for silence
     * @throws NotMediaException if there is no such track or channel
     */
    public List<Integer> in(Path file, int track, int channel) {
        double[] samples = middle(decode(file, track, channel));
        double[] levels = new double[(HIGHEST - LOWEST) / STEP + 1];
        double strongest = SILENCE;
        for (int i = 0; i < levels.length; i++) {
            levels[i] = level(samples, LOWEST + i * STEP);
            strongest = Math.max(strongest, levels[i]);
        }
        List<Integer> tones = new ArrayList<>();
        for (int i = 0; i < levels.length; i++) {
            boolean peak =
                    (i == 0 || levels[i] > levels[i - 1]) && (i == levels.length - 1 || levels[i] >= levels[i + 1]);
            if (peak && levels[i] >= SILENCE && levels[i] >= strongest * AUDIBLE) {
                tones.add(LOWEST + i * STEP);
            }
        }
        return tones;
    }

    private ShortBuffer decode(Path file, int track, int channel) {
        Path pcm = null;
        try {
            pcm = Files.createTempFile("tones", ".pcm");
            Ffmpeg.Result result = ffmpeg.run(List.of(
                    "-loglevel",
                    "error",
                    "-y",
                    "-i",
                    "file:" + file,
                    "-map",
                    "0:a:" + track,
                    "-af",
                    "pan=mono|c0=c" + channel,
                    "-ar",
                    "" + SAMPLE_RATE,
                    "-f",
                    "s16le",
                    "file:" + pcm));
            if (!result.succeeded()) {
                throw new NotMediaException("no channel " + channel + " in audio track " + track + " of " + file + ": "
                        + String.join("; ", result.lines()));
            }
            return ByteBuffer.wrap(Files.readAllBytes(pcm))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(pcm);
        }
    }

    /** One second, faded in and out (Hann), so that a tone does not spill over its neighbours. */
    private static double[] middle(ShortBuffer pcm) {
        int length = Math.min(SAMPLE_RATE, pcm.remaining());
        int start = (pcm.remaining() - length) / 2;
        double[] samples = new double[length];
        for (int i = 0; i < length; i++) {
            double window = 1 - Math.cos(2 * Math.PI * i / length);
            samples[i] = pcm.get(start + i) / 32768.0 * window;
        }
        return samples;
    }

    /** Goertzel: the amplitude of one frequency, 1 being full scale. */
    private static double level(double[] samples, int frequency) {
        double turn = 2 * Math.cos(2 * Math.PI * frequency / SAMPLE_RATE);
        double last = 0;
        double beforeLast = 0;
        for (double sample : samples) {
            double next = sample + turn * last - beforeLast;
            beforeLast = last;
            last = next;
        }
        double power = last * last + beforeLast * beforeLast - turn * last * beforeLast;
        return samples.length == 0 ? 0 : 2 * Math.sqrt(Math.max(0, power)) / samples.length;
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
