#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "cli/parallel.h"
#include "cli/read_pages.h"
#include "cli/verb.h"
#include "core/file.h"
#include "core/finding_text.h"
#include "core/text.h"
#include "core/verification_json.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

struct Options {
  std::vector<std::filesystem::path> files;
  std::string policy = "generic";
  std::vector<std::filesystem::path> trust;
  std::vector<std::filesystem::path> crls;
  std::string at;
  bool offline = false;
  int jobs = 0;  // 0: eight per core
  std::filesystem::path xml;
};

struct Checked {
  std::filesystem::path file;
  core::VerificationReport report;
  std::string xml;
  std::optional<core::Error> error;
};

json reportJson(const std::string& path, const core::VerificationReport& report) {
  auto out = core::verificationJson(report);
  out["path"] = path;
  return out;
}

std::string_view verdictText(core::Verdict verdict, const Terminal& terminal) {
  switch (verdict) {
    case core::Verdict::kTotalPassed:
      return terminal.pick("HỢP LỆ", "VALID");
    case core::Verdict::kIndeterminate:
      return terminal.pick("CHƯA KẾT LUẬN ĐƯỢC", "CANNOT BE DECIDED");
    case core::Verdict::kTotalFailed:
      return terminal.pick("KHÔNG HỢP LỆ", "NOT VALID");
  }
  return "";
}

void printFindings(const std::vector<core::Finding>& findings, Terminal& terminal) {
  for (const auto& finding : findings) {
    const auto text = core::findingText(finding.code, terminal.language());
    const auto place = finding.where.empty() ? finding.code : finding.code + ", " + finding.where;
    terminal.print(core::printable(text.empty() ? fmt::format("      ! {}", place)
                                                : fmt::format("      ! {} ({})", text, place)));
  }
}

// What TT 15/2025/TT-BKHCN wants shown of each signature.
void printItems(const core::SignatureReport& s, Terminal& terminal) {
  const auto item = [&](std::string_view vi, std::string_view en, const std::string& value) {
    if (value.empty()) return;
    terminal.print(core::printable(fmt::format("      {}: {}", terminal.pick(vi, en), value)));
  };
  const auto time = [](const std::optional<core::Timestamp>& value) {
    return value ? core::formatIso8601(*value) : std::string{};
  };
  const auto yes = [&](bool value) {
    return std::string(value ? terminal.pick("có", "yes") : terminal.pick("không", "no"));
  };
  item("Tổ chức cấp chứng thư", "Issuer", s.issuer);
  item("Đơn vị quản lý chứng thư", "Managing unit", s.organisation);
  item("Thời điểm ký (tự khai)", "Signing time (claimed)", time(s.signing_time));
  item("Dấu thời gian", "Timestamp", time(s.best_signature_time));
  item("Tài liệu nguyên vẹn", "Document intact", yes(s.intact));
  item("Chữ ký có hiệu lực tại thời điểm ký", "Valid at signing time",
       s.verdict == core::Verdict::kTotalPassed ? yes(true)
       : s.verdict == core::Verdict::kTotalFailed
           ? yes(false)
           : std::string(terminal.pick("chưa kết luận được", "cannot be decided")));
  if (s.valid_from && s.valid_until) {
    item("Thời hạn chứng thư", "Certificate valid",
         time(s.valid_from) + " – " + time(s.valid_until));
  }
}

std::string_view mark(core::Verdict verdict) {
  return verdict == core::Verdict::kTotalPassed   ? "✓"
         : verdict == core::Verdict::kTotalFailed ? "✗"
                                                  : "?";
}

void printReport(const std::string& path, const core::VerificationReport& report,
                 Terminal& terminal) {
  terminal.print(core::printable(
      fmt::format("{}: {} ({}{})", path, verdictText(report.verdict, terminal),
                  core::slug(report.verdict), report.level.empty() ? "" : ", " + report.level)));
  for (const auto& s : report.signatures) {
    terminal.print(
        core::printable(fmt::format("  {} {}: {}{}{}", mark(s.verdict), s.field, s.signer,
                                    s.level.empty() ? "" : ", " + s.level,
                                    s.sub_indication.empty() ? "" : ", " + s.sub_indication)));
    printItems(s, terminal);
    printFindings(s.findings, terminal);
  }
  printFindings(report.findings, terminal);
}

// Folders stand for the PDF files below them, in order of their names.
std::vector<Checked> filesOf(const std::vector<std::filesystem::path>& paths) {
  std::vector<Checked> files;
  for (const auto& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back({path, {}, {}, {}});
      continue;
    }
    std::vector<std::filesystem::path> below;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      const auto extension = entry.path().extension();
      if (entry.is_regular_file() && (extension == ".pdf" || extension == ".PDF")) {
        below.push_back(entry.path());
      }
    }
    std::sort(below.begin(), below.end());
    for (auto& file : below) files.push_back({std::move(file), {}, {}, {}});
  }
  return files;
}

void check(Checked& one, const core::CopyVerifier& verifier, const core::VerifyRequest& request,
           const Options& options, Context& context) {
  try {
    one.report = verifier.verify(one.file, request);
    if (!options.xml.empty()) {
      one.xml =
          context.parts.etsiReport(one.file, one.report, request.at.value_or(context.clock.now()));
    }
  } catch (const core::Error& error) {
    one.error = error.at(one.file.string());
  } catch (const std::exception&) {
    one.error = core::Error(core::kInternal, {.file = one.file.string()});
  }
}

// One report goes into the named file, several into a folder of this name.
void writeXml(const std::vector<Checked>& files, const std::filesystem::path& target) {
  if (files.size() == 1) return core::writeFileAtomically(target, files.front().xml);
  std::filesystem::create_directories(target);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto name = fmt::format("{:06}-{}.xml", i + 1, files[i].file.stem().string());
    core::writeFileAtomically(target / name, files[i].xml);
  }
}

int run(const Options& options, Context& context) {
  core::VerifyRequest request;
  request.policy = options.policy == "sohoa" ? core::VerifyRequest::Policy::kSohoa
                                             : core::VerifyRequest::Policy::kGeneric;
  if (!options.at.empty()) request.at = core::parseIso8601(options.at);
  request.offline = options.offline;
  const auto& verifier = context.parts.verifier(options.trust, options.crls);
  auto files = filesOf(options.files);
  // More than cores, so that files are hashed side by side.
  constexpr unsigned kMost = 64;
  const auto at_once = std::min(kMost, 8 * std::max(1U, std::thread::hardware_concurrency()));
  forEachParallel(files.size(), options.jobs == 0 ? at_once : static_cast<unsigned>(options.jobs),
                  [&](std::size_t i) { check(files[i], verifier, request, options, context); });
  if (!options.xml.empty() && !files.empty()) writeXml(files, options.xml);
  auto worst = core::Verdict::kTotalPassed;
  bool unread = files.empty();
  json list = json::array();
  for (const auto& one : files) {
    auto entry = reportJson(one.file.string(), one.report);
    if (one.error) {
      unread = true;
      context.terminal.complain(*one.error);
      entry["error"] = errorJson(*one.error, context.terminal.language());
    } else {
      worst = core::worse(worst, one.report.verdict);
      if (!context.json) printReport(one.file.string(), one.report, context.terminal);
    }
    list.push_back(std::move(entry));
  }
  if (context.json) context.terminal.print(json{{"files", std::move(list)}});
  if (worst != core::Verdict::kTotalPassed) return kVerificationFailed;
  return unread ? kSomeFailed : kDone;
}

}  // namespace

void addVerify(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("verify", {"Kiểm chữ ký của tệp PDF, không chắc thì không nhận",
                                         "Verify signed PDFs; unsure is never valid"});
  verb.option("FILE", options->files,
              {"Tệp PDF, hoặc thư mục chứa chúng", "PDF files, or folders of them"})
      .required();
  verb.option("--policy", options->policy,
              {"generic: mọi PDF đã ký; sohoa: chỉ bản sao do Sohoa làm",
               "generic: any signed PDF; sohoa: only copies made here"})
      .oneOf({"generic", "sohoa"});
  verb.option(
          "--trust", options->trust,
          {"Gốc tin cậy (PEM), thay cho thiết lập", "Trust anchor (PEM), in place of the settings"})
      .repeatable();
  verb.option(
          "--crl", options->crls,
          {"Danh sách thu hồi (CRL), tệp hoặc thư mục", "Revocation lists (CRL), files or folders"})
      .repeatable();
  verb.option("--at", options->at, {"Kiểm như tại thời điểm này", "Judge as of this time"});
  verb.option("--jobs", options->jobs, {"Số tệp kiểm cùng lúc", "Files checked at once"})
      .between(1, 256);
  verb.option("--xml", options->xml,
              {"Ghi báo cáo ETSI TS 119 102-2 (tệp hoặc thư mục)",
               "Write the ETSI TS 119 102-2 report (file or folder)"});
  verb.flag("--offline", options->offline,
            {"Chỉ dùng bằng chứng tại chỗ", "Use local evidence only"});
  verb.example("sohoa verify ban-sao.pdf --policy sohoa --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli
