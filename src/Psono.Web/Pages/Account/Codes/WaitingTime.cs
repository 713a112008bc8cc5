using Microsoft.Extensions.Localization;
using Psono.Web.Resources;

namespace Psono.Web.Pages.Account.Codes;

/// <summary>A waiting time in words, in the largest unit that it is a multiple of.</summary>
internal sealed class WaitingTime(IStringLocalizer<RecoveryText> text)
{
    public string Of(TimeSpan time) => time switch
    {
        _ when time <= TimeSpan.Zero => text["NoWait"],
        _ when time.Ticks % TimeSpan.TicksPerDay == 0 => Count(time.TotalDays, "Day", "Days"),
        _ when time.Ticks % TimeSpan.TicksPerHour == 0 => Count(time.TotalHours, "Hour", "Hours"),
        _ => Count(Math.Ceiling(time.TotalMinutes), "Minute", "Minutes"),
    };

    private string Count(double count, string one, string many) => count is 1 ? text[one] : text[many, count];
}
