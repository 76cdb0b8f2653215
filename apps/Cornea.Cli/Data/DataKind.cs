namespace Cornea.Cli.Data;

/// <summary>What the samples are.</summary>
internal enum DataKind
{
    /// <summary>Pictures.</summary>
    Images,

    /// <summary>Rows of numbers.</summary>
    Table,

    /// <summary>Word numbers of texts.</summary>
    Text,
}
