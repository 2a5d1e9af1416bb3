#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/text.h"
#include "pipeline/package_export.h"
#include "pipeline/package_import.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

int runExport(const std::string& wanted, const std::filesystem::path& out, Context& context) {
  context.home.require();
  auto& parts = context.parts;
  auto& terminal = context.terminal;
  const auto gathered = pipeline::gatherExport(
      {parts.store(), parts.ledger(), parts.shelf(), parts.blobs(), parts.warehouse(),
       [&](const std::string& file, const std::vector<core::PageResult>& pages) {
         return parts.render("alto", file, pages);
       },
       [&](const core::Package& package) { return parts.mets(package); }, context.settings.unit.id,
       context.settings.unit.name, context.home.scratch()},
      wanted);
  parts.bags().write(out, gathered.content);
  if (context.json) {
    terminal.print(json{
        {"package", wanted},
        {"folder", out.string()},
        {"files", gathered.files},
        {"copies", gathered.copies},
        {"left_out", {{"secret", gathered.secret_files}, {"quarantined", gathered.held_files}}}});
    return kDone;
  }
  terminal.print(terminal.format("Đã xuất {}: {} tệp quét, {} bản sao đã ký.",
                                 "Exported {}: {} scans, {} signed copies.",
                                 core::printable(out.string()), gathered.files, gathered.copies));
  if (gathered.secret_files + gathered.held_files > 0) {
    terminal.print(terminal.format(
        "Không đưa vào gói: {} tệp có giấy tờ mang dấu mật, {} tệp còn trong khu cách ly.",
        "Left out: {} files with a secret paper, {} files in quarantine.", gathered.secret_files,
        gathered.held_files));
  }
  return kDone;
}

core::BagCheck checked(const std::filesystem::path& folder, Context& context) {
  auto& terminal = context.terminal;
  auto check = context.parts.bags().check(folder);
  for (const auto& fault : check.faults) {
    terminal.say(core::printable("✗ " + fault.where + " [bag." + fault.code + "]"));
  }
  return check;
}

int runImport(const std::filesystem::path& folder, bool only_check, Context& context) {
  auto& terminal = context.terminal;
  if (!only_check) context.home.require();
  const auto check = checked(folder, context);
  json out{{"folder", folder.string()}, {"valid", check.faults.empty()}};
  json faults = json::array();
  for (const auto& fault : check.faults) {
    faults.push_back({{"code", fault.code}, {"where", fault.where}});
  }
  out["faults"] = std::move(faults);
  if (!check.faults.empty() || only_check) {
    if (context.json) terminal.print(out);
    if (!check.faults.empty()) {
      terminal.complain(core::Error(core::kBadBag, {.file = folder.string()}));
      return kVerificationFailed;
    }
    if (!context.json) {
      terminal.print(terminal.format("Gói hợp lệ: {} tệp.", "The bag is valid: {} files.",
                                     check.payload.size()));
    }
    return kDone;
  }
  auto& parts = context.parts;
  const auto taken =
      pipeline::takePackage({parts.store(), parts.shelf(), parts.blobs(), parts.warehouse(),
                             parts.verifier({}, {}), context.clock},
                            folder, check.payload, [&](int done, int total) {
                              terminal.progress(terminal.pick("Nhập", "Taking in"), done, total,
                                                terminal.pick("bước", "steps"));
                            });
  terminal.endProgress();
  out["package"] = taken.package;
  out["taken"] = taken.masters;
  out["known"] = taken.known;
  out["copies"] = taken.copies;
  out["unsure"] = taken.unsure;
  if (context.json) {
    terminal.print(out);
    return kDone;
  }
  terminal.print(terminal.format("Đã nhập {}: {} tệp quét mới, {} đã có, {} bản sao.",
                                 "Took {} in: {} new scans, {} known, {} copies.", taken.package,
                                 taken.masters, taken.known, taken.copies));
  if (taken.unsure > 0) {
    terminal.print(terminal.format(
        "! {} bản sao do người ký mà kho này chưa biết; hãy thêm gốc tin cậy rồi kiểm lại.",
        "! {} copies were signed by someone this home does not know; add trust anchors and verify "
        "them again.",
        taken.unsure));
  }
  return kDone;
}

}  // namespace

void addExport(const Verb& line) {
  auto wanted = std::make_shared<std::string>();
  auto out = std::make_shared<std::filesystem::path>();
  const auto verb =
      line.verb("export", {"Xuất một lô hoặc một hồ sơ thành gói BagIt (METS, PREMIS, ALTO)",
                           "Export a batch or a case file as BagIt with METS, PREMIS "
                           "and ALTO"});
  verb.option("BATCH|CASE", *wanted,
              {"Mã lô hoặc tên hồ sơ", "Id of a batch or name of a case file"})
      .required();
  verb.option("-o,--out", *out, {"Thư mục gói, chưa có", "Folder of the bag, not there yet"})
      .required();
  verb.example("sohoa export lo-3f2a90c1d4e5 -o goi/lo-3f2a90c1d4e5");
  verb.runs([=](Context& context) { return runExport(*wanted, *out, context); });
}

void addImport(const Verb& line) {
  auto folder = std::make_shared<std::filesystem::path>();
  auto only_check = std::make_shared<bool>(false);
  const auto verb = line.verb("import", {"Kiểm và nhập một gói BagIt xuất từ Sohoa",
                                         "Check and take in a BagIt package that Sohoa exported"});
  verb.option("DIR", *folder, {"Thư mục gói", "Folder of the bag"}).required();
  verb.flag("--check", *only_check,
            {"Chỉ kiểm theo RFC 8493, không nhập", "Only check by RFC 8493; take nothing in"});
  verb.example("sohoa import goi/lo-3f2a90c1d4e5");
  verb.runs([=](Context& context) { return runImport(*folder, *only_check, context); });
}

}  // namespace sohoa::cli
