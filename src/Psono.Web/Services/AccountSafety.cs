using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Psono.Web.Services;

/// <summary>
/// What protects the account: the server tells once per login, and pages that change it tell afterwards. Null: the server does not tell, or
/// it cannot be had there.
/// </summary>
internal sealed class AccountSafety(TimeProvider time)
{
    private const string Later = "psono.remind.";

    /// <summary>For how long somebody who closes the reminder is left alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromDays(7);

    public event Action? Changed;

    public bool? HasSecondFactor { get; private set; }

    public bool? HasRecoveryCode { get; private set; }

    public bool IsMissingSomething => HasSecondFactor == false || HasRecoveryCode == false;

    public void Learn(bool? hasSecondFactor, bool? hasRecoveryCode)
    {
        (HasSecondFactor, HasRecoveryCode) = (hasSecondFactor, hasRecoveryCode);
        Changed?.Invoke();
    }

    public bool IsPostponed(string username) =>
        long.TryParse(Browser.Read("local", Key(username)), CultureInfo.InvariantCulture, out var until)
        && until > time.GetUtcNow().ToUnixTimeSeconds();

    public void Postpone(string username)
    {
        var until = (time.GetUtcNow() + Pause).ToUnixTimeSeconds();
        Browser.Write("local", Key(username), until.ToString(CultureInfo.InvariantCulture));
        Changed?.Invoke();
    }

    /// <summary>Whoever uses the browser next does not read there who was here.</summary>
    private static string Key(string username) =>
        Later + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(username)).AsSpan(0, 8));
}
