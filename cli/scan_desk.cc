#include "cli/scan_desk.h"

#include <poll.h>

#include <algorithm>
#include <string>

#include "cli/scan_report.h"
#include "cli/signals.h"
#include "core/ports/scanner_errors.h"
#include "core/text.h"
#include "pipeline/sheet_mend.h"

namespace sohoa::cli {
namespace {

using core::Error;
using std::chrono::steady_clock;

constexpr int kRetryMilliseconds = 1'000;

bool connectionIsDoubtful(const Error& error) {
  return error.code() == core::kScannerIo || error.code() == core::kScannerBusy ||
         error.code() == core::kScannerHung || error.code() == core::kScannerDied;
}

}  // namespace

ScanDesk::ScanDesk(Context& context, const ScanOrder& order, pipeline::ScanSession& session,
                   const core::ScanRequest& request)
    : context_(context),
      order_(order),
      session_(session),
      request_(request),
      wanted_(sidesWanted()),
      sheets_(session, feedOrder(), [this](const auto& page, int number) { tell(page, number); }),
      scanner_(context.parts.scanner(
          order.timeout > 0 ? std::chrono::seconds(order.timeout)
                            : std::chrono::seconds(context.settings.scanner.timeout))) {}

// Pages that lie in the session count towards the number asked for, except when sheets are put in.
std::optional<int> ScanDesk::sidesWanted() const {
  if (order_.without_note > 0) return 1;
  if (order_.replace > 0) return request_.sides();
  if (order_.pages == 0) return {};
  if (order_.insert_after >= 0) return order_.pages;
  const auto& book = session_.book();
  return order_.pages - static_cast<int>(book.pages().size() - book.secondImages().size());
}

pipeline::FeedOrder ScanDesk::feedOrder() const {
  const pipeline::SheetMend mend{order_.replace, order_.insert_after, order_.without_note};
  pipeline::FeedOrder order{wanted_, placeOf(session_.book(), mend, request_.sides())};
  if (order.place.replaces) warnOfSecondImages(*order.place.replaces);
  const bool glass = request_.source == core::PaperSource::kFlatbed;
  if (glass) order.pages = std::min(1, wanted_.value_or(1));
  return order;
}

void ScanDesk::warnOfSecondImages(int sheet) const {
  for (const auto& page : session_.book().pages()) {
    if (!page.bares || page.bares->sheet != sheet) continue;
    context_.terminal.say(std::string(context_.terminal.pick(
        "! Tờ này có ảnh chụp lại khi gỡ giấy dán; quét lại tờ thì phải chụp lại cả ảnh đó.",
        "! This sheet has an image without its note; after scanning the sheet again, scan that "
        "image again too.")));
    return;
  }
}

std::optional<Error> ScanDesk::run() {
  if (sheets_.done()) return {};
  for (;;) {
    auto why = feed();
    if (!why) {
      if (stopRequested() || !nextOnGlass()) return {};
      continue;
    }
    context_.terminal.endProgress();
    if (connectionIsDoubtful(*why)) feed_.reset();
    switch (afterStop(*why)) {
      case Next::kAgain:
        break;
      case Next::kFinish:
        return {};
      case Next::kGiveUp:
        return why;
    }
  }
}

std::optional<Error> ScanDesk::feed() {
  try {
    if (!feed_) open();
  } catch (const Error& error) {
    return error;
  }
  return sheets_.run(*feed_, request_.sides(), stopRequested());
}

void ScanDesk::open() {
  feed_ = scanner_->open(request_, session_.folder());
  const auto& made = feed_->setup();
  const bool told = setup_.has_value();
  setup_ = made;
  if (told) return;
  context_.terminal.say(core::printable(context_.terminal.format(
      "· {}: {} {}, {:g} dpi, {:.0f} × {:.0f} mm", "· {}: {} {}, {:g} dpi, {:.0f} x {:.0f} mm",
      made.device, made.source, made.mode, made.resolution, made.width_mm, made.height_mm)));
}

ScanDesk::Next ScanDesk::afterStop(const Error& why) {
  const bool trayDone = why.code() == core::kScannerEmpty && !wanted_ && sheets_.fed() > 0;
  if (stopRequested() || why.retry() == core::Retry::kConfigure) return Next::kGiveUp;
  if (trayDone && order_.wait == 0 && !context_.terminal.attended()) return Next::kFinish;
  if (order_.wait > 0) {
    const auto text = why.describe(context_.terminal.language());
    if (told_ != text) {
      context_.terminal.say(core::printable(context_.terminal.format(
          "! {} Đã lưu {} trang; đang đợi.", "! {} {} pages are safe; waiting.", text,
          session_.book().pages().size())));
    }
    told_ = text;
    if (wait()) return Next::kAgain;
    return trayDone ? Next::kFinish : Next::kGiveUp;
  }
  return ask(why);
}

ScanDesk::Next ScanDesk::ask(const Error& why) {
  auto& terminal = context_.terminal;
  const bool trayDone = why.code() == core::kScannerEmpty && !wanted_ && sheets_.fed() > 0;
  if (!terminal.attended()) return Next::kGiveUp;
  if (!trayDone) terminal.complain(why);
  const auto stored = session_.book().pages().size();
  const auto question =
      trayDone ? terminal.format(
                     "Khay hết giấy, đã lưu {} trang. Enter: kết thúc; t + Enter: đã đặt "
                     "thêm giấy, quét tiếp; d + Enter: để phiên lại.",
                     "The tray is empty, {} pages are safe. Enter: finish; t + Enter: more "
                     "paper is in, go on; d + Enter: leave the session for later.",
                     stored)
               : terminal.format(
                     "Đã lưu {} tờ ({} trang). Enter: quét tiếp từ tờ {}; x + Enter: kết "
                     "thúc; d + Enter: để phiên lại.",
                     "{} sheets ({} pages) are safe. Enter: go on with sheet {}; x + Enter: "
                     "finish; d + Enter: leave the session for later.",
                     session_.book().sheets(), stored, session_.book().sheets() + 1);
  const auto answer = terminal.ask(question);
  if (!answer || *answer == "d") return Next::kGiveUp;
  if (trayDone) return *answer == "t" ? Next::kAgain : Next::kFinish;
  return *answer == "x" ? Next::kFinish : Next::kAgain;
}

// False when the time is over or a stop was asked for.
bool ScanDesk::wait() {
  const auto end = last_page_ + std::chrono::seconds(order_.wait);
  if (steady_clock::now() >= end) return false;
  ::poll(nullptr, 0, kRetryMilliseconds);
  return !stopRequested();
}

// A glass holds one sheet; somebody has to lay the next one down.
bool ScanDesk::nextOnGlass() {
  auto& terminal = context_.terminal;
  if (request_.source != core::PaperSource::kFlatbed) return false;
  if (wanted_ && sheets_.fed() >= *wanted_) return false;
  if (!terminal.attended()) {
    if (wanted_) sheets_.allow(1);
    return wanted_.has_value();
  }
  const auto answer = terminal.ask(
      terminal.format("Đã lưu {} trang. Đặt tờ tiếp theo rồi nhấn Enter; x + Enter: kết thúc.",
                      "{} pages are safe. Lay down the next sheet and press Enter; x + Enter: "
                      "finish.",
                      session_.book().pages().size()));
  if (!answer || *answer == "x") return false;
  sheets_.allow(1);
  return true;
}

void ScanDesk::tell(const pipeline::SessionPage& page, int number) {
  last_page_ = steady_clock::now();
  told_.clear();
  auto& terminal = context_.terminal;
  const int all = static_cast<int>(session_.book().pages().size());
  if (!page.look.flags.empty()) {
    terminal.say(terminal.format("! trang {}: {}", "! page {}: {}", number,
                                 flagsInWords(page.look, terminal.language())));
  }
  terminal.progress(terminal.pick("Quét", "Scanning"), all, std::max(all, order_.pages),
                    terminal.pick("trang", "pages"));
}

}  // namespace sohoa::cli
