#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_run.h"
#include "cli/queue_options.h"
#include "cli/scan_desk.h"
#include "cli/scan_order.h"
#include "cli/scan_report.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "core/ports/scanner_errors.h"
#include "core/text.h"
#include "pipeline/errors.h"
#include "pipeline/scratch.h"
#include "pipeline/session_intake.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;
using core::Error;

// A file asked for has its session beside it and goes on with it by itself; in a home each scan
// is a session of its own.
fs::path sessionFolder(const ScanOrder& order, const Context& context, const std::string& name) {
  if (!order.out.empty()) return fs::absolute(order.out).concat(".phien");
  return context.home.sessions() / name;
}

class Scan {
 public:
  Scan(const ScanOrder& order, Context& context)
      : order_(order), context_(context), session_(enter()) {
    const auto& book = session_.book();
    request_ = requestOf(resumed_ ? book.head().request : core::ScanRequest{}, order_,
                         context_.settings.scanner, resumed_);
  }

  int run() {
    if (!session_.book().batch()) feed();
    if (stop_ || stopRequested()) return leave();
    if (session_.book().pages().empty()) {
      stop_ = Error(core::kScannerEmpty, {});
      return leave();
    }
    if (order_.hold) return hold();
    return order_.out.empty() ? process() : writeOut();
  }

 private:
  pipeline::ScanSession enter() {
    auto& images = context_.parts.sheetImages();
    const auto name =
        order_.resume.empty() ? pipeline::newSessionName(context_.clock) : order_.resume;
    const auto folder = sessionFolder(order_, context_, pipeline::fileNameFrom(name, "-"));
    resumed_ = !order_.resume.empty() || (!order_.out.empty() && fs::exists(folder));
    if (resumed_) return pipeline::ScanSession::resume(folder, images, context_.clock);
    const auto request = requestOf({}, order_, context_.settings.scanner, false);
    return pipeline::ScanSession::begin(
        folder,
        {name, context_.clock.now(), request, inUnit(order_.queue, context_), order_.case_id},
        images, context_.clock);
  }

  void feed() {
    if (resumed_) {
      context_.terminal.say(context_.terminal.format(
          "Tiếp tục phiên {}: đã có {} tờ, {} trang.", "Going on with {}: {} sheets, {} pages.",
          core::printable(session_.book().head().name), session_.book().sheets(),
          session_.book().pages().size()));
    }
    if (order_.finish) return;
    ScanDesk desk(context_, order_, session_, request_);
    stop_ = desk.run();
    setup_ = desk.setup();
    context_.terminal.endProgress();
  }

  // Stopped before the end: everything so far stays for the next run.
  int leave() {
    auto& terminal = context_.terminal;
    const auto& book = session_.book();
    if (stop_) terminal.complain(*stop_);
    if (book.pages().empty() && !resumed_) {
      discard();
    } else {
      sayHowToGoOn();
    }
    print(nullptr);
    return stop_ && stop_->retry() != core::Retry::kTransient ? kSomeFailed : kTemporaryFailure;
  }

  int hold() {
    sayHowToGoOn();
    print(nullptr);
    return kDone;
  }

  void sayHowToGoOn() {
    auto& terminal = context_.terminal;
    const auto again = order_.out.empty() ? "sohoa scan --resume " + session_.book().head().name
                                          : "sohoa scan -o " + order_.out.string();
    terminal.say(core::printable(terminal.format(
        "Đã lưu {} tờ ({} trang). Quét tiếp: {}", "{} sheets ({} pages) are safe. To go on: {}",
        session_.book().sheets(), session_.book().pages().size(), again)));
  }

  int writeOut() {
    const auto bound = session_.bind("ho-so");
    const auto out = fs::absolute(order_.out);
    writeSidecar(out);
    fs::rename(bound, out);
    core::syncFolder(out.parent_path());
    session_.markTaken("-", order_.keep);
    if (!order_.keep) discard();
    print(nullptr);
    if (!context_.json) {
      context_.terminal.print(context_.terminal.format("{}: {} trang", "{}: {} pages",
                                                       core::printable(out.string()),
                                                       session_.book().pages().size()));
    }
    return kDone;
  }

  // What a folder that is watched needs to know of the file.
  void writeSidecar(const fs::path& out) const {
    std::string pages;
    for (const int page : session_.book().secondImages()) pages += std::to_string(page + 1) + " ";
    if (pages.empty()) return;
    pages.pop_back();
    core::writeFileAtomically(out.string() + ".json",
                              nlohmann::json{{"second_images", pages}}.dump() + "\n");
  }

  int process() {
    const auto& head = session_.book().head();
    pipeline::IngestReport ingest;
    if (const auto& batch = session_.book().batch()) {
      ingest.batch = *batch;
    } else {
      const auto take = [&](const auto& files, auto known) {
        known.case_file.clear();  // it names the file, and no more
        ingest = takeIn(context_, files, head.queue, std::nullopt, known);
        return ingest;
      };
      try {
        auto taken = pipeline::takeSessionIn(session_, context_.parts.store(),
                                             context_.parts.ledger(), take);
        ingest = std::move(taken.report);
        session_.markTaken(ingest.batch, order_.keep, taken.earlier);
      } catch (const core::Error& error) {
        if (ingest.refused.empty()) throw;
        stop_ = error;
        return leave();
      }
    }
    if (order_.no_process) {
      if (!context_.json) {
        context_.terminal.print(
            context_.terminal.format("lô {}: {} trang đã nạp", "batch {}: {} pages taken in",
                                     ingest.batch, session_.book().pages().size()));
      }
      print(nlohmann::json{{"batch", ingest.batch}});
      return kDone;
    }
    pipeline::clearScratch(context_.home.scratch(), context_.home.run());
    workOn(context_, ingest, order_.workers);
    const auto report = reportOn(context_, ingest);
    if (!context_.json) report.print(context_.terminal);
    print(report.json(context_.terminal.language()));
    if (stopRequested()) return kTemporaryFailure;
    return report.clean() ? kDone : kSomeFailed;
  }

  void print(const nlohmann::json& batch) const {
    if (!context_.json) return;
    auto json = scanJson(session_.book(), setup_, stop_, context_.terminal.language());
    json["batch"] = batch;
    context_.terminal.print(json);
  }

  void discard() const { fs::remove_all(session_.folder()); }

  const ScanOrder& order_;
  Context& context_;
  bool resumed_ = false;
  pipeline::ScanSession session_;
  core::ScanRequest request_;
  std::optional<core::ScanSetup> setup_;
  std::optional<Error> stop_;
};

void check(const ScanOrder& order) {
  const int mends = static_cast<int>(order.replace > 0) +
                    static_cast<int>(order.insert_after >= 0) +
                    static_cast<int>(order.without_note > 0);
  if (mends > 1) {
    throw Error(kScanOrder, {.detail = "--replace, --insert-after, --without-note: one of them"});
  }
  if (mends > 0 && order.resume.empty() && order.out.empty()) {
    throw Error(kScanOrder, {.detail = "--replace, --insert-after, --without-note: need --resume"});
  }
  if (!order.out.empty() && (!order.resume.empty() || order.no_process)) {
    throw Error(kScanOrder, {.detail = "-o: without --resume, --no-process"});
  }
}

int run(const ScanOrder& order, Context& context) {
  const auto scanner = [&] { return context.parts.scanner(context.settings.scanner.timeout); };
  if (order.list) {
    printDevices(scanner()->devices(), context.terminal, context.json);
    return kDone;
  }
  if (order.show_options) {
    const auto request = requestOf({}, order, context.settings.scanner, false);
    printOptions(scanner()->options(request.device), context.terminal, context.json);
    return kDone;
  }
  if (order.sessions) {
    printSessions(context.home.sessions(), context.terminal, context.json);
    return kDone;
  }
  check(order);
  if (order.out.empty()) {
    context.home.require();
    // Found out now and not after the last sheet.
    if (!order.hold && !order.no_process) preflight(context);
  }
  return Scan(order, context).run();
}

void addWhat(const Verb& verb, ScanOrder& order) {
  auto& scanner = order.scanner;
  verb.flag("--list", order.list, {"Liệt kê máy quét", "List the scanners"});
  verb.flag("--options", order.show_options,
            {"Liệt kê thiết lập riêng của máy (cùng --device)",
             "List the device's own options (with --device)"});
  verb.flag("--sessions", order.sessions, {"Liệt kê phiên quét", "List the scan sessions"});
  verb.option("--device", scanner.device,
              {"Máy quét, tên như --list (mặc định: máy đầu tiên)",
               "Scanner, as --list names it (default: the first)"});
  verb.option("--profile", order.profile,
              {"Bộ thiết lập [scanner.profiles.TÊN] trong sohoa.toml",
               "The settings' [scanner.profiles.NAME]"});
  verb.option("--source", scanner.source,
              {"Nguồn giấy: adf (một mặt, mặc định), duplex (hai mặt), flatbed (mặt kính)",
               "Paper: adf (one side, default), duplex (both sides), flatbed"})
      .oneOf({"adf", "duplex", "flatbed"});
  verb.option(
      "--source-name", scanner.source_name,
      {"Tên nguồn giấy theo cách gọi riêng của máy", "The source in the device's own words"});
  verb.option("--resolution", scanner.resolution,
              {"Số điểm mỗi inch (mặc định 300)", "Dots per inch (default 300)"})
      .between(200, 1200);
  verb.option("--mode", scanner.mode,
              {"Màu: colour (mặc định), grey, bilevel", "Colour: colour (default), grey, bilevel"})
      .oneOf({"colour", "color", "grey", "gray", "bilevel"});
  verb.option("--page", scanner.page,
              {"Khổ giấy: a4 (mặc định), a3, a5, RỘNGxCAO mm",
               "Paper: a4 (default), a3, a5, WIDTHxHEIGHT mm"});
  verb.option("--option", scanner.options,
              {"Thiết lập riêng của máy, TÊN=GIÁ TRỊ; nhiều lần được",
               "One of the device's own options, NAME=VALUE; may be repeated"})
      .repeatable();
}

void addHow(const Verb& verb, ScanOrder& order) {
  verb.option("-n,--pages", order.pages,
              {"Số trang của cả hồ sơ (mặc định: tới khi hết giấy)",
               "Pages of the whole case file (default: until the tray is empty)"})
      .between(1, 100000);
  verb.option("--wait", order.wait,
              {"Kẹt hoặc hết giấy: tự thử lại trong chừng này giây thay vì hỏi",
               "On a jam or an empty tray retry for so many seconds instead of asking"})
      .between(1, 86400);
  verb.option("--timeout", order.timeout,
              {"Máy im quá chừng này giây thì bị ngắt (mặc định 120)",
               "Cut the driver off after so many seconds of silence (default 120)"})
      .between(1, 3600);
  verb.option("--resume", order.resume,
              {"Quét tiếp phiên này, rồi nạp", "Go on with this session, then take it in"});
  verb.flag("--finish", order.finish,
            {"Không quét thêm: nạp ngay phiên đã có", "Scan no more: take the session in"});
  verb.option("--replace", order.replace,
              {"Quét lại tờ có trang này", "Scan the sheet with this page again"})
      .between(1, 1000000);
  verb.option("--insert-after", order.insert_after,
              {"Chèn các tờ mới vào sau trang này (0: lên đầu)",
               "Put new sheets in after this page (0: first)"})
      .between(0, 1000000);
  verb.option("--without-note", order.without_note,
              {"Quét lại mặt giấy của trang này sau khi gỡ giấy dán; giữ cả hai ảnh (TT 01/2023)",
               "Scan this page once more without the note stuck on it; both images are kept"})
      .between(1, 1000000);
  verb.flag("--hold", order.hold,
            {"Để phiên lại, chưa nạp (để quét lại, chèn trang)",
             "Leave the session open (to rescan or insert pages)"});
  verb.flag("--keep", order.keep,
            {"Giữ ảnh của phiên sau khi nạp", "Keep the session's pictures after it is taken in"});
  verb.option("--case", order.case_id,
              {"Mã hồ sơ; thành tên tệp gốc", "Case file id; becomes the master's name"});
  verb.flag("--no-process", order.no_process,
            {"Chỉ nạp; việc do 'sohoa worker' hoặc 'sohoa watch' làm",
             "Take in only; 'sohoa worker' or 'sohoa watch' does the work"});
  verb.option("-o,--out", order.out,
              {"Ghi ra tệp TIFF này thay vì nạp", "Write this TIFF instead of taking it in"});
  verb.option("--workers", order.workers,
              {"Số tiến trình (mặc định: số nhân)", "Worker processes (default: cores)"})
      .between(1, 512);
}

}  // namespace

void addScan(const Verb& line) {
  auto order = std::make_shared<ScanOrder>();
  const auto verb = line.verb(
      "scan",
      {"Quét từ máy quét vào một hồ sơ rồi xử lý như 'batch'; kẹt giấy thì quét tiếp từ tờ đó",
       "Scan a case file and process it as 'batch' does; goes on at the sheet after a jam"});
  addWhat(verb, *order);
  addHow(verb, *order);
  addQueueOptions(verb, order->queue);
  verb.example("sohoa scan --source duplex --case HS-2026-0142 --lane counter");
  verb.runs([order](Context& context) { return run(*order, context); });
}

void addScanChild(const Verb& line) {
  auto folder = std::make_shared<fs::path>();
  const auto verb = line.verb("scan-child", {"Tiến trình chạy trình điều khiển máy quét",
                                             "The process that a scanner's driver runs in"});
  verb.option("FOLDER", *folder, {"Nơi ghi ảnh", "Where pictures go"}).required();
  verb.hidden();
  verb.runs([folder](Context& context) {
    context.parts.serveScanner(*folder);
    return kDone;
  });
}

}  // namespace sohoa::cli
