namespace Psono.Client.Accounts;

/// <summary>A method of two-step login of an account.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Title">What its owner called it.</param>
/// <param name="Active">Whether logins ask for it; one that was not confirmed is not active.</param>
public sealed record VaultSecondFactor(SecondFactorKind Kind, Guid Id, string Title, bool Active);
