using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MinimalApi;

public sealed class DatabaseOptions
{
    [Required]
    public string Host { get; set; } = "";

    [Required]
    public string User { get; set; } = "";

    [Required, StringLength(128, MinimumLength = 12)]
    public string Password { get; set; } = "";
}

/// <summary>Written by the compiler, for validation without reflection.</summary>
[OptionsValidator]
internal sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
