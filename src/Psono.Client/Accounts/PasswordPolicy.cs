using Psono.Protocol.Info;

namespace Psono.Client.Accounts;

/// <summary>What a master password has to be like. It is enforced by clients only: the server never sees it.</summary>
/// <param name="MinLength">How long it has to be at least.</param>
/// <param name="MinClasses">How many of digits, upper case, lower case and other characters it has to have at least.</param>
public sealed record PasswordPolicy(int MinLength = 14, int MinClasses = 2)
{
    /// <summary>The policy of a server, or the default where it has none.</summary>
    /// <param name="info">What the server says about itself.</param>
    /// <returns>The policy.</returns>
    public static PasswordPolicy Of(ServerInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new PasswordPolicy(info.MinMasterPasswordLength ?? 14, info.MinMasterPasswordComplexity ?? 2);
    }

    /// <summary>Says what is wrong with a password.</summary>
    /// <param name="password">The password.</param>
    /// <returns>One line without the password; <see langword="null"/> if nothing is wrong.</returns>
    public string? Refusal(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length < MinLength)
            return $"password too short: {password.Length} characters, at least {MinLength} are required";
        var classes = password.Select(ClassOf).Distinct().Count();
        return classes < MinClasses
            ? $"the password has {classes} of: digits, upper case, lower case, other characters; at least {MinClasses} are needed"
            : null;
    }

    private static int ClassOf(char c) => c switch
    {
        >= '0' and <= '9' => 0,
        >= 'A' and <= 'Z' => 1,
        >= 'a' and <= 'z' => 2,
        _ => 3,
    };
}
