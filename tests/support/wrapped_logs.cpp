#include "tests/support/wrapped_logs.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace eventstore::tests {

namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

/// A message of auto_explain.
std::string message_of(const std::string& query) {
  return "duration: 51.448 ms  plan:\n{\n  \"Query Text\": " + quoted(query) +
         ",\n  \"Plan\": {\n    \"Node Type\": \"Seq Scan\",\n    \"Sort Key\": [\"a\"],\n"
         "    \"Actual Rows\": 0\n  }\n}";
}

const std::string prefix = "2026-11-30 14:33:06.841 UTC [19405] db=shop,user=app LOG:  ";

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

/// As the server writes it to stderr: each further line behind a tab.
std::string in_stderr(const std::string& message, const std::string& before = prefix) {
  return before + replaced(message, "\n", "\n\t") + "\n";
}

using Wrap = std::function<std::string(const std::string&)>;

std::string each_line(const std::string& text, const Wrap& wrap) {
  std::string wrapped;
  for (const std::string& line : lines_of(text)) wrapped += wrap(line) + "\n";
  return wrapped;
}

Wrap behind(const std::string& before) {
  return [before](const std::string& line) { return before + line; };
}

std::string docker_line(const std::string& line) {
  return "{\"log\":" + quoted(line + "\n") + ",\"stream\":\"stderr\",\"time\":\"2026-11-30\"}";
}

/// Cut to pieces of about 20 bytes, of which the last has the newline; in the piece that Docker
/// makes JSON of, no character is cut.
std::string docker_pieces(const std::string& line) {
  const std::string whole = line + "\n";
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(whole[at]) & 0xC0U) == 0x80U;
  };
  std::size_t cut = std::min<std::size_t>(20, whole.size());
  while (cut < whole.size() && continues(cut)) --cut;
  std::string text;
  for (const std::string& piece : {whole.substr(0, cut), whole.substr(cut)}) {
    if (piece.empty()) break;
    text += "{\"log\":" + quoted(piece) + ",\"stream\":\"stderr\"}\n";
    text += docker_line("2026-11-30 LOG:  from another stream").replace(2, 3, "log") + "\n";
  }
  return replaced(text, "\"stream\":\"stderr\",\"time\"", "\"stream\":\"stdout\",\"time\"");
}

std::string cri_line(const std::string& line) {
  return "2026-11-30T14:33:06.841000000Z stderr F " + line;
}

std::string cri_pieces(const std::string& line) {
  const std::string time = "2026-11-30T14:33:06.841000000+01:00 ";
  return time + "stderr P " + line.substr(0, 7) + "\n" + time + "stdout F between\n" + time +
         "stderr F " + (line.size() > 7 ? line.substr(7) : "");
}

/// Numbered as the server does it for syslog.
std::string numbered(const std::string& message, const std::string& before,
                     const std::string& tab) {
  std::string text;
  int number = 0;
  for (const std::string& line : lines_of(in_stderr(message))) {
    text += fmt::format("{}[12-{}] {}\n", before, ++number,
                        line.starts_with('\t') ? tab + line.substr(1) : line);
  }
  return text;
}

/// The server cuts lines for syslog to 900 bytes, at a blank, which begins the next piece.
std::string cut_for_syslog(const std::string& message) {
  return replaced(numbered(message, "Nov 30 14:33:06 db1 postgres[19405]: ", "#011"), " FROM t",
                  "\nNov 30 14:33:06 db1 postgres[7]: [3-1] LOG:  between\n"
                  "Nov 30 14:33:06 db1 postgres[19405]: [12-9]  FROM t");
}

std::string json_log(const std::string& message) {
  return "{\"timestamp\":\"2026-11-30\",\"pid\":7,\"message\":" + quoted(message) + "}\n";
}

std::string csv_log(const std::string& message) {
  return "2026-11-30 14:33:06.841 UTC,\"app\",\"shop\",19405,\"[local]\",656c.4bcd,1,\"SELECT\","
         "2026-11-30 14:33:00 UTC,3/4,0,LOG,00000,\"" +
         replaced(message, "\"", "\"\"") + "\",,,,,,,,,\"psql\",\"client backend\",,0\n";
}

std::string pretty(const nlohmann::ordered_json& json) {
  return json.dump(2) + "\n";
}

std::string compact(const nlohmann::ordered_json& json) {
  return json.dump() + "\n";
}

nlohmann::ordered_json cloud_sql(const std::string& message) {
  return {{"insertId", "x"}, {"labels", {{"a", "b"}}}, {"textPayload", prefix + message}};
}

nlohmann::ordered_json bytes_of(const std::string& text) {
  auto bytes = nlohmann::ordered_json::array();
  for (const char c : text) bytes.push_back(static_cast<unsigned char>(c));
  return bytes;
}

}  // namespace

std::vector<WrappedLog> wrapped_logs(const std::string& query) {
  const std::string message = message_of(query);
  using Json = nlohmann::ordered_json;
  const Json event{{"timestamp", 1}, {"message", prefix + message}, {"eventId", "1"}};
  const Json azure{{"category", "PostgreSQLLogs"}, {"properties", {{"message", message}}}};
  const std::string rds = "2026-11-30 14:33:06 UTC:10.0.0.1(5432):app@shop:[19405]:LOG:  ";
  const std::string stamp = "2026-11-30T14:33:06.841000+00:00 ";
  const std::string heroku = stamp + "app[postgres.123]: [DATABASE] ";
  return {
      {"stderr", in_stderr(message)},
      {"stderr of RDS", in_stderr(message, rds)},
      {"stderr without a prefix", in_stderr(message, "LOG:  ")},
      {"stderr in German", in_stderr(message, "2026 [7] LOG:  ").replace(16, 8, "Dauer")},
      {"stderr in French",
       replaced(in_stderr(message), "duration: 51.448 ms  plan:", "durée : 51,448 ms  plan :")},
      {"stderr in Chinese",
       replaced(in_stderr(message), "duration: 51.448 ms  plan:", "执行时间: 51.448 ms  计划：")},
      {"stderr with tabs as blanks", replaced(in_stderr(message), "\n\t", "\n        ")},
      {"stderr with CRLF", replaced(in_stderr(message), "\n", "\r\n")},
      {"stderr with a byte-order mark", "\xEF\xBB\xBF" + in_stderr(message)},
      {"what a client was told", "LOG:  " + message + "\n"},
      {"jsonlog", json_log(message)},
      {"jsonlog with CRLF", replaced(json_log(message), "\n", "\r\n")},
      {"jsonlog with a byte-order mark", "\xEF\xBB\xBF" + json_log(message)},
      {"csvlog", csv_log(message)},
      {"csvlog with CRLF", replaced(csv_log(message), "\n", "\r\n")},
      {"syslog, RFC 3164", numbered(message, "Nov  3 14:33:06 db1 postgres[19405]: ", "#011")},
      {"syslog, RFC 3164, with priority",
       numbered(message, "<134>Nov 30 14:33:06 db1 pg[5]: ", "\t")},
      {"syslog with times of RFC 3339", numbered(message, stamp + "db1 postgres[19405]: ", "#011")},
      {"syslog, RFC 5424",
       numbered(message, "<134>1 2026-11-30T14:33:06Z db1 postgres 5 - - ", "#011")},
      {"syslog, RFC 5424, structured",
       numbered(message, "<134>1 2026-11-30T14:33:06Z db1 pg 5 - [a@1 b=\"c ]\"] ", "\t")},
      {"syslog with a cut line", cut_for_syslog(message)},
      {"syslog in one line", "Nov 30 14:33:06 db1 postgres[5]: [1-1] " +
                                 replaced(in_stderr(message), "\n\t", "#012#011")},
      {"syslog without numbers", each_line(replaced(in_stderr(message), "\n\t", "\n#011"),
                                           behind("Nov 30 14:33:06 db1 postgres[19405]: "))},
      {"syslog with facility and level",
       numbered(message, "Nov 30 14:33:06 db1 local0.info pg[5]: ", "^I")},
      {"syslog in JSON of rsyslog",
       each_line(numbered(message, " ", "#011"),
                 [](const std::string& line) { return "{\"msg\":" + quoted(line) + "}"; })},
      {"syslog in journald", each_line(numbered(message, "", "\t"),
                                       [](const std::string& line) {
                                         return "{\"_PID\":\"5\",\"MESSAGE\":" + quoted(line) + "}";
                                       })},
      {"a prefix with %l-1", in_stderr(message, "[3-1] LOG:  ")},
      {"journalctl -o short-full",
       numbered(message, "Mon 2026-11-30 14:33:06 UTC db1 pg[5]: ", "\t")},
      {"journalctl -o short-unix", numbered(message, "1764513186.841 db1 pg[5]: ", "\t")},
      {"journalctl -o short-monotonic", numbered(message, "[  123.841] db1 pg[5]: ", "\t")},
      {"journalctl -o export", each_line(in_stderr(message),
                                         [](const std::string& line) {
                                           return "__CURSOR=s\nMESSAGE=" + line + "\n_PID=5\n";
                                         })},
      {"docker service logs", each_line(in_stderr(message), behind("db.1.a2@node-1    | "))},
      {"Azure, properties as text",
       compact({{"properties", compact({{"message", prefix + message}})}})},
      {"Docker", each_line(in_stderr(message), docker_line)},
      {"Docker, partial lines",
       docker_line("LOG:  start") + "\n" +
           replaced(each_line(in_stderr(message), docker_pieces), "\n\n", "\n")},
      {"docker compose logs", each_line(in_stderr(message), behind("db-1  | "))},
      {"docker logs --timestamps",
       each_line(in_stderr(message), behind("2026-11-30T14:33:06.8Z "))},
      {"Kubernetes", each_line(in_stderr(message), cri_line)},
      {"Kubernetes, partial lines", each_line(in_stderr(message), cri_pieces)},
      {"kubectl logs --prefix", each_line(in_stderr(message), behind("[pod/pg-0/postgres] "))},
      {"CloudNativePG", compact({{"msg", "record"}, {"record", {{"message", message}}}})},
      {"Cloud SQL", compact(cloud_sql(message))},
      {"Cloud SQL, gcloud logging read", pretty(Json::array({cloud_sql(message), {{"a", "b"}}}))},
      {"Cloud SQL, compact array", compact(Json::array({{{"a", "b"}}, cloud_sql(message)}))},
      {"CloudWatch, events", compact({{"events", {event}}, {"nextToken", "b/1"}})},
      {"CloudWatch, pretty-printed", pretty({{"events", {event}}, {"nextToken", "b/1"}})},
      {"aws logs tail", stamp + "mydb.0 " + rds + message + "\n"},
      {"aws logs tail, each line", each_line(in_stderr(message, rds), behind(stamp + "mydb.0 "))},
      {"Azure", compact(azure)},
      {"Azure, records", pretty({{"records", Json::array({azure})}})},
      {"Heroku", numbered(message, heroku, "\t")},
      {"journald", compact({{"_PID", "5"}, {"MESSAGE", prefix + message}})},
      {"journald, bytes", compact({{"_PID", "5"}, {"MESSAGE", bytes_of(prefix + message)}})},
      {"journald, pretty-printed", pretty({{"MESSAGE", bytes_of(prefix + message)}})},
      {"journald, a line each", each_line(in_stderr(message),
                                          [](const std::string& line) {
                                            return "{\"MESSAGE\":" + quoted(line) +
                                                   ",\"_PID\":\"5\"}";
                                          })},
      {"journalctl", "Nov 30 14:33:06 db1 postgres[5]: " +
                         replaced(in_stderr(message), "\n\t", "\n                  ")},
      {"jsonlog in Docker", each_line(json_log(message), docker_line)},
      {"jsonlog in Docker in Kubernetes",
       each_line(each_line(json_log(message), docker_line), cri_line)},
      {"csvlog in Kubernetes", each_line(csv_log(message), cri_line)},
      {"syslog in CloudWatch", compact({{"events",
                                         {{{"message", numbered(message,
                                                                "<1>Nov 30 14:33:06 "
                                                                "db1 pg[5]: ",
                                                                "#011")}}}}})},
      {"Cloud Logging, an entry a line, pretty-printed",
       each_line(in_stderr(message),
                 [](const std::string& line) {
                   return Json{{"insertId", "1"}, {"textPayload", line}}.dump(2);
                 })},
      {"CloudWatch Logs Insights, results in JSON",
       compact({{"results",
                 {{{{"field", "@timestamp"}, {"value", "x"}},
                   {{"field", "@message"}, {"value", prefix + message}}}}}})},
      {"CloudWatch Logs Insights, results in CSV",
       "@timestamp,@message\n2026-11-30 14:33:06.841,\"" +
           replaced(prefix + message, "\"", "\"\"") + "\"\n"},
      {"Splunk, CSV", "\"_time\",\"_raw\",\"host\"\n\"2026-11-30\",\"" +
                          replaced(prefix + message, "\"", "\"\"") + "\",\"db1\"\n"},
      {"Fluentd, file", each_line(in_stderr(message),
                                  [](const std::string& line) {
                                    return "2026-11-30T14:33:06+00:00\tkube.pg\t{\"log\":" +
                                           quoted(line + "\n") + "}";
                                  })},
      {"Fluentd, stdout",
       each_line(in_stderr(message),
                 [](const std::string& line) {
                   return "2026-11-30 14:33:06.1 +0000 kube.pg: {\"log\":" + quoted(line) + "}";
                 })},
      {"stern", each_line(in_stderr(message), behind("pg-0 postgres "))},
      {"stern with times", each_line(in_stderr(message),
                                     [second = 10](const std::string& line) mutable {
                                       return fmt::format("pg-0 postgres 14:33:{}Z {}", second++,
                                                          line);
                                     })},
      {"logcli", each_line(in_stderr(message), behind("2026-11-30T14:33:06Z {app=\"pg\"} "))},
      {"Nomad, in colours", each_line(in_stderr(message), behind("\x1B[32mpg |\x1B[0m "))},
      {"CloudNativePG in Kubernetes behind a name",
       each_line(compact({{"record", {{"message", message}}}}),
                 [](const std::string& line) { return "[pod/pg-1/x] " + cri_line(line); })},
  };
}

}  // namespace eventstore::tests
