package dev.racewalk.results.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final long SECONDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final Semaphore loads = new Semaphore(0);

    private Chromium(Process process, Path profile, URI page) throws Exception {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Receiver())
                .get(SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Where the program is, null if it is not installed. */
    static Path program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    static Chromium start(Path scratch) throws Exception {
        Path profile = Files.createTempDirectory(Files.createDirectories(scratch), "profile");
        Path log = profile.resolve("chromium.log");
        Process process = new ProcessBuilder(
                        program().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--user-data-dir=" + profile.toAbsolutePath(),
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new Chromium(process, profile, page(port(profile, process)));
        } catch (Exception e) {
            kill(process);
            throw new IOException("Chromium did not start: " + Files.readString(log), e);
        }
    }

    private static String port(Path profile, Process process) throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < SECONDS * 20 && process.isAlive(); i++) {
            if (Files.exists(file) && Files.readString(file).contains("\n")) {
                return Files.readAllLines(file).get(0);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("no port");
    }

    private static URI page(String port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        for (int i = 0; i < SECONDS * 10; i++) {
            String list = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            for (JsonNode target : JSON.readTree(list)) {
                if (target.get("type").asText().equals("page")) {
                    return URI.create(target.get("webSocketDebuggerUrl").asText());
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("no page");
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                receive(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    private void receive(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            if (message.has("id")) {
                answers.remove(message.get("id").asInt()).complete(message);
                return;
            }
            JsonNode params = message.get("params");
            switch (message.get("method").asText()) {
                case "Page.loadEventFired" -> loads.release();
                case "Runtime.exceptionThrown", "Log.entryAdded" -> problems.add(params.toString());
                case "Runtime.consoleAPICalled" ->
                    problems.add(params.get("args").toString());
                case "Network.requestWillBeSent" -> {
                    String url = params.get("request").get("url").asText();
                    if (!url.startsWith("file:") && !url.startsWith("about:")) {
                        problems.add("asked the network for " + url);
                    }
                }
                default -> {}
            }
        } catch (IOException e) {
            problems.add(e.toString());
        }
    }

    JsonNode call(String method, Map<String, ?> params) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(params));
        socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
        JsonNode result = answer.get(SECONDS, TimeUnit.SECONDS);
        if (result.has("error")) {
            throw new IOException(method + ": " + result.get("error"));
        }
        return result.get("result");
    }

    /** Opens a file as in a new tab; the fragment may be empty. */
    void open(Path file, String fragment) throws Exception {
        call("Page.navigate", Map.of("url", "about:blank"));
        waitForLoad();
        call("Page.navigate", Map.of("url", file.toUri() + fragment));
        waitForLoad();
    }

    private void waitForLoad() throws Exception {
        if (!loads.tryAcquire(SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the page did not load");
        }
    }

    /** Returns the value of an expression; a promise is awaited. */
    JsonNode eval(String expression) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        JsonNode value = result.get("result").get("value");
        return value == null ? JSON.nullNode() : value;
    }

    void size(int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void scheme(String lightOrDark) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", lightOrDark))));
    }

    void media(String media) throws Exception {
        call("Emulation.setEmulatedMedia", Map.of("media", media));
    }

    void script(boolean isOn) throws Exception {
        call("Emulation.setScriptExecutionDisabled", Map.of("value", !isOn));
    }

    void key(String key, int code) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text(key)));
        }
    }

    private static String text(String key) {
        return key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    }

    /** Writes a picture of what the window shows. */
    void screenshot(Path file) throws Exception {
        eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
        JsonNode data = call("Page.captureScreenshot", Map.of("format", "png")).get("data");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data.asText()));
    }

    /** What axe-core finds wrong: a line for each rule and element. */
    List<String> axe() throws Exception {
        try (InputStream script = Objects.requireNonNull(Chromium.class.getResourceAsStream("/axe.min.js"))) {
            eval(new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; 1");
        }
        JsonNode found = eval("axe.run().then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) =>"
                + " rule.id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary)))");
        List<String> lines = new ArrayList<>();
        found.forEach(line -> lines.add(line.asText()));
        return lines;
    }

    /** How many sheets of paper it prints to. */
    int pages() throws Exception {
        String pdf = call("Page.printToPDF", Map.of("paperWidth", 8.27, "paperHeight", 11.69))
                .get("data")
                .asText();
        String text = new String(Base64.getDecoder().decode(pdf), StandardCharsets.ISO_8859_1);
        return (int)
                Pattern.compile("/Type\\s*/Page\\b").matcher(text).results().count();
    }

    /** Errors, warnings and words of the console, exceptions, and requests to a network, since the last call. */
    List<String> problems() {
        List<String> since = new ArrayList<>(problems);
        problems.removeAll(since);
        return since;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        kill(process);
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
