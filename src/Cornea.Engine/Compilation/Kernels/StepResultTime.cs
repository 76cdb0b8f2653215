namespace Cornea.Compilation.Kernels;

internal enum StepResultTime
{
    /// <summary>Once the step's inputs are there: what it takes up and reads.</summary>
    BeforeStep,

    /// <summary>After each step: what it computes.</summary>
    AfterStep,

    /// <summary>After the last step.</summary>
    AfterAll,
}
